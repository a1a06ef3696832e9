"""The formula rule: a small safe language in the officials' own words, exact, without loops, powers or attributes.

    nếu tổng_hồ_sơ = 0 thì điểm_tối_đa không thì làm_tròn(điểm_tối_đa * đúng_hạn / tổng_hồ_sơ; 3)

The comma is the decimal sign, the semicolon separates arguments, as in a Vietnamese spreadsheet. A point inside a number is refused.
"""

import operator
import unicodedata
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from khoabang.language import N_, text
from khoabang.scoring.numbers import MAX_DIGITS, Rounding, exact

MAX_LENGTH = 500
MAXIMUM = "điểm_tối_đa"

_GRAMMAR = r"""
?start: choice
?choice: "nếu" either "thì" choice "không" "thì" choice -> if_else
       | either
?either: both ("hoặc" both)*
?both: negation ("và" negation)*
?negation: "không" negation -> negate | comparison
?comparison: sum (COMPARE sum)?
?sum: term | sum "+" term -> add | sum "-" term -> subtract
?term: signed | term "*" signed -> multiply | term "×" signed -> multiply | term "/" signed -> divide
?signed: "-" signed -> minus | atom
?atom: NUMBER -> number | NAME -> name | NAME "(" choice (";" choice)* ")" -> call | "(" choice ")"
COMPARE: "<=" | ">=" | "≤" | "≥" | "<" | ">" | "=" | "≠"
NUMBER.2: /\d+(,\d+)?%?(?![\w.,])/
NAME: /[^\W\d]\w*/
%import common.WS
%ignore WS
"""
PARSER = Lark(_GRAMMAR, parser="lalr", maybe_placeholders=False)

Env = Mapping[str, Fraction]
Evaluate = Callable[[Env], Any]


class FormulaError(ValueError):
    """A formula that cannot be read or, for these figures, computed. `message` is Vietnamese source text with `params`."""

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message)
        self.message = message
        self.params = params

    def __str__(self) -> str:
        return text(self.message, **self.params)


_WHOLE = Fraction(0)


def _rounded(value: Fraction, places: Fraction = _WHOLE) -> Fraction:
    if places.denominator != 1 or not 0 <= places <= 12:
        raise FormulaError(N_("làm_tròn cần số chữ số thập phân từ 0 đến 12"))
    return Rounding(places=int(places)).apply(value)


_FUNCTIONS: dict[str, tuple[Callable[..., Fraction], int, int]] = {
    "min": (min, 2, 20),
    "max": (max, 2, 20),
    "làm_tròn": (_rounded, 1, 2),
    "trị_tuyệt_đối": (abs, 1, 1),
}
_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    "≤": operator.le,
    ">=": operator.ge,
    "≥": operator.ge,
    "=": operator.eq,
    "≠": operator.ne,
}


def _number(value: object) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, Fraction):
        raise FormulaError(N_("phải là một số ở chỗ đang là điều kiện"))
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise FormulaError(N_("phải là một điều kiện ở chỗ đang là một số"))
    return value


@v_args(inline=True)
class _Build(Transformer[Token, Evaluate]):
    """Turn the tree into nested closures over the environment, collecting the names used."""

    def __init__(self) -> None:
        super().__init__()
        self.names: dict[str, None] = {}

    def number(self, token: Token) -> Evaluate:
        if len(token) > MAX_DIGITS:
            raise FormulaError(N_("số quá dài"))
        value = exact(token.rstrip("%").replace(",", ".")) / (100 if token.endswith("%") else 1)
        return lambda env: value

    def name(self, token: Token) -> Evaluate:
        key = str(token)
        self.names[key] = None
        return lambda env: env[key]

    def call(self, token: Token, *arguments: Evaluate) -> Evaluate:
        if token not in _FUNCTIONS:
            raise FormulaError(N_("không có hàm «{name}»; các hàm: {known}"), name=token, known=", ".join(_FUNCTIONS))
        function, least, most = _FUNCTIONS[token]
        if not least <= len(arguments) <= most:
            raise FormulaError(
                N_("hàm «{name}» nhận từ {least} đến {most} tham số ngăn bằng dấu «;», ở đây có {found}"),
                name=token,
                least=least,
                most=most,
                found=len(arguments),
            )
        return lambda env: function(*(_number(argument(env)) for argument in arguments))

    def add(self, left: Evaluate, right: Evaluate) -> Evaluate:
        return lambda env: _number(left(env)) + _number(right(env))

    def subtract(self, left: Evaluate, right: Evaluate) -> Evaluate:
        return lambda env: _number(left(env)) - _number(right(env))

    def multiply(self, left: Evaluate, right: Evaluate) -> Evaluate:
        return lambda env: _number(left(env)) * _number(right(env))

    def divide(self, left: Evaluate, right: Evaluate) -> Evaluate:
        def evaluate(env: Env) -> Fraction:
            divisor = _number(right(env))
            if divisor == 0:
                raise FormulaError(N_("chia cho 0"))
            return _number(left(env)) / divisor

        return evaluate

    def minus(self, value: Evaluate) -> Evaluate:
        return lambda env: -_number(value(env))

    def comparison(self, left: Evaluate, sign: Token, right: Evaluate) -> Evaluate:
        compare = _COMPARISONS[str(sign)]
        return lambda env: compare(_number(left(env)), _number(right(env)))

    def either(self, *parts: Evaluate) -> Evaluate:
        return lambda env: any(_truth(part(env)) for part in parts)

    def both(self, *parts: Evaluate) -> Evaluate:
        return lambda env: all(_truth(part(env)) for part in parts)

    def negate(self, part: Evaluate) -> Evaluate:
        return lambda env: not _truth(part(env))

    def if_else(self, condition: Evaluate, then: Evaluate, otherwise: Evaluate) -> Evaluate:
        return lambda env: then(env) if _truth(condition(env)) else otherwise(env)


class Formula:
    """A compiled formula: `names` it uses (`in_order` of the text), and `evaluate` for their values."""

    def __init__(self, source: str) -> None:
        """Compile.

        Raises:
            FormulaError: the text is too long, nested too deeply or not understood; line and column are in the message.
        """
        self.source = unicodedata.normalize("NFC", source)
        if len(self.source) > MAX_LENGTH:
            raise FormulaError(N_("công thức quá dài (tối đa {most} ký tự)"), most=MAX_LENGTH)
        build = _Build()
        try:
            self._evaluate = build.transform(PARSER.parse(self.source))
        except UnexpectedInput as error:
            raise FormulaError(N_("không hiểu từ dòng {line}, cột {column}"), line=error.line, column=error.column) from None
        except VisitError as error:
            if isinstance(error.orig_exc, FormulaError):
                raise error.orig_exc from None
            raise
        except RecursionError:
            raise FormulaError(N_("công thức lồng quá sâu")) from None
        self.in_order = tuple(build.names)
        self.names = frozenset(build.names)

    def evaluate(self, env: Env) -> Fraction:
        """Compute exactly.

        Raises:
            FormulaError: division by zero, or a condition where a number must stand.
        """
        return _number(self._evaluate(env))


@lru_cache(maxsize=4096)
def compiled(source: str) -> Formula:
    """Compile a formula once."""
    return Formula(source)
