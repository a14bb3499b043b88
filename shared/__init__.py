"""What two services could never need in different versions. It knows no service and holds no rule of any duty."""
