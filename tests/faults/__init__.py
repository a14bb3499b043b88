"""What the house does when its parts are killed. Takes minutes; run by `make faults`."""
