web-triage-previous = Previous
web-triage-next = Next
web-triage-keys = Keys: J and K through the rows, Enter opens, W takes on, D done, X irrelevant, N back to new.
