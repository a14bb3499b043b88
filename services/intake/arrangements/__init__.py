"""Arrangements with applicants: the office asks for a change and says why, the applicant changes or says no."""
