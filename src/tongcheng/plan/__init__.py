"""What first, when, and who pays: appraisal in money, priorities, portfolio, phases, shares."""
