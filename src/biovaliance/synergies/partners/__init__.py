"""Find a partner: who fits a need and why, what nobody here is seen to do, why somebody is not among them."""
