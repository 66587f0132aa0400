"""The panel's work as pure functions: who assesses what, what was declared, scoresheets, grids, points and ranking."""
