"""Rules over stored records give findings.

``facts`` is what a rule may know, ``rules`` the rules themselves (one file per subject), ``registry`` finds them,
``engine`` runs them, ``render`` prints what they found, ``gather`` reads the facts from the store.
"""
