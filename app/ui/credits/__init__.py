"""Credits that wait for approval: told of above the account, and listed for whoever approves them in the Payments panel."""
