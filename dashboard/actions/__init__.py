"""Everything a person or device may ask of the clinic: one verb, one function.

Each opens `with clinic.work(actor, permission)` or `clinic.look(...)`, decides with `clinical`, writes with
`store`. No HTTP, no Dash, no SQL here. Touch it when a new thing may be asked of the clinic.
"""
