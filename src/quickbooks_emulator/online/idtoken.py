"""The id token: a signed statement of who consented, as OpenID Connect has it (RS256).

The key of a company follows from its id, so that the same run gives the same tokens. It guards nothing:
everybody who reads this can make it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from math import gcd, prod

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import (
    RSAPrivateKey,
    RSAPrivateNumbers,
    RSAPublicNumbers,
    rsa_crt_dmp1,
    rsa_crt_dmq1,
    rsa_crt_iqmp,
)
from cryptography.hazmat.primitives.hashes import SHA256

from .jsontext import Body, dumps

_HALF = 1024
_EXPONENT = 65537
_SMALL = prod(one for one in range(3, 2000, 2) if all(one % low for low in range(3, 45, 2) if low < one))
"""Small odd primes, multiplied: most candidates share one with it, and are out at once."""
_WITNESSES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37)


def signed(claims: Body, realm: str) -> str:
    """A JSON web token of these claims, signed with the company's key."""
    header = {"kid": realm, "typ": "JWT", "alg": "RS256"}
    said = ".".join(_coded(dumps(part).encode()) for part in (header, claims))
    return f"{said}.{_coded(_key(realm).sign(said.encode(), PKCS1v15(), SHA256()))}"


def public_key(realm: str) -> Body:
    """The company's key as a JSON web key, for who checks its tokens."""
    numbers = _key(realm).public_key().public_numbers()
    parts = {"n": (numbers.n, _HALF // 4), "e": (numbers.e, 3)}
    shown = {name: _coded(value.to_bytes(length, "big")) for name, (value, length) in parts.items()}
    return {"kty": "RSA", "alg": "RS256", "use": "sig", "kid": realm, **shown}


@cache
def _key(realm: str) -> RSAPrivateKey:
    primes = _primes(realm)
    p, q = next(primes), next(primes)
    d = pow(_EXPONENT, -1, (p - 1) * (q - 1))
    numbers = RSAPrivateNumbers(
        p=p,
        q=q,
        d=d,
        dmp1=rsa_crt_dmp1(d, p),
        dmq1=rsa_crt_dmq1(d, q),
        iqmp=rsa_crt_iqmp(p, q),
        public_numbers=RSAPublicNumbers(_EXPONENT, p * q),
    )
    return numbers.private_key()


def _primes(realm: str) -> Iterator[int]:
    """Primes of half the key's length with both highest bits set, the same for the same company."""
    number = 0
    while True:
        number += 1
        drawn = hashlib.shake_256(f"{realm}:{number}".encode()).digest(_HALF // 8)
        candidate = int.from_bytes(drawn, "big") | (3 << (_HALF - 2)) | 1
        if gcd(candidate, _SMALL) == 1 and candidate % _EXPONENT != 1 and _is_prime(candidate):
            yield candidate


def _is_prime(number: int) -> bool:
    """By Miller and Rabin; a number drawn at random that passes twelve witnesses is prime."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    return all(_passes(number, witness, odd, twos) for witness in _WITNESSES)


def _passes(number: int, witness: int, odd: int, twos: int) -> bool:
    power = pow(witness, odd, number)
    if power in (1, number - 1):
        return True
    for _ in range(twos - 1):
        power = power * power % number
        if power == number - 1:
            return True
    return False


def _coded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
