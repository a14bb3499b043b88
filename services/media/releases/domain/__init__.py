"""The rules of press releases: what one says (`text`), its way (`release`), who may do what when (`steps`)."""
