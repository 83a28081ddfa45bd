"""One file of tests per verb."""
