"""What people do at the desk beyond a single form: each act is one transaction, noted as a decision, undone from it.

`deciding` notes and undoes; the other modules do one kind of act each and register how it is undone.
"""
