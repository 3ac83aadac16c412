"""DKIM signatures by dkimpy, with a key of their own and without the network."""

import dkim

__all__ = ["signed", "verified"]


def signed(data: bytes, canonical: tuple[bytes, bytes] = (b"relaxed", b"simple")) -> bytes:
    """The message with a signature over header and body, in these forms."""
    return dkim.sign(data, b"mail", b"shop.example", KEY, canonicalize=canonical) + data


def verified(data: bytes) -> bool:
    """Whether the message's signature holds."""
    return dkim.verify(data, dnsfunc=lambda *_, **__: RECORD)


KEY = b"""-----BEGIN RSA PRIVATE KEY-----
MIICWgIBAAKBgQDRBkxB8gaP9MEmy6T/JeDSuyx7P11vJzWdhl8LioalAIiNfl9p
wRVEsaIwV3jDk23Ev6yuBXa10CL32yCuyS9mohZvMCHEHlJNQB3tqpj0KH4vo55X
7yyxB61HVA895Ab6CR5nDEMj+4aF8mj3TpDgPFCmLK6YFJv8rVaRUXjULwIDAQAB
AoGABLX0oAPZXAMzGzG5vTpYT8eCICD0dR3YGn29xJ/RmwRhD3dKpTKBzTOHqTk/
coDvF2EOfjmHTF+tehKJMQc9tzL5LY+rJRLPEffclKdAyJb2b72DAga52rLvaLIC
f5dPMhhUd446vloEnBPPR2o/fkcqrUgItKQ9y9gfsxkedbkCQQD5YRDdq5z9eNmo
nrmAY3/K5QFtYQ/861yIPN9dDloW9pnR8UopqrUjv83LbXk8/EB1JqiAMa+4TnZN
e6yWI7K7AkEA1pL1JA/DTTIPE1QhTSUEGG/7FxWrewdduHGu9IsZN95jauccEjUw
1Yec3h/aAzXl3CTjCC3BMs1sY79L5CPvHQJAT+qFRyRZ2PjDd7/13mkEaPbecDjs
sLaUHqyzP9T7leRNAvR6OcQU7HHo90oL0jlcRq6uzPYfQ8cRLl91vV+PRQJAVFw2
sNTZrfHuZ2T+KrxQ3eK4zxyf7KC6whc/97jwUzzFzXPLX4U2C91jWRkgt35rPp/p
+n8yo+yLnrPI/Ir8KQI/f49dafFsDtfVsB+640/Rs78FQNOCM6XADouiAgODsQGD
hYc2vXXYTAHAPIQ35mOJMOMfSJ8ePmTHVIuJeb2o
-----END RSA PRIVATE KEY-----
"""
"""Made for these tests; it signs nothing else."""
RECORD = (
    b"v=DKIM1; k=rsa; p=MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDRBkxB8gaP9MEmy6T/JeDSuyx7P11vJzWdhl8LioalAIiNfl9pwR"
    b"VEsaIwV3jDk23Ev6yuBXa10CL32yCuyS9mohZvMCHEHlJNQB3tqpj0KH4vo55X7yyxB61HVA895Ab6CR5nDEMj+4aF8mj3TpDgPF"
    b"CmLK6YFJv8rVaRUXjULwIDAQAB"
)
