"""Local initiatives (art. 19b–19h u.d.p.p.w.): residents and the city do something together."""
