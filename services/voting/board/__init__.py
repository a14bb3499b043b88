"""The public log of the ballot box: what went in, in which order, signed, so that anybody can check it."""
