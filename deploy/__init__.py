"""How the house is put up and run: on one machine, behind its gateway, in containers. It holds no rule of any duty."""
