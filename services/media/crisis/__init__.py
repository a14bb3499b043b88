"""Crisis information: warnings of natural disasters and technical failures, from the report to the cancellation."""
