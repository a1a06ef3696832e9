"""A small set without a fault, as text: tests replace a piece of it to break it."""

BASE = """\
format: 1
id: tiny
version: "1"
name: "Bộ nhỏ"
nature: demonstration
issuer: "UBND tỉnh Sao Khuê"
completeness: {criteria: full}
legal_basis:
  - {id: qd, type: "Quyết định", date: 2026-01-05}
attributes:
  - {code: kind, name: "Loại", type: choice, options: [{code: so}, {code: huyen}]}
  - {code: staff, name: "Biên chế", type: number}
groups:
  - {code: so, name: "Các sở", annex: pl, when: {kind: so}, reference: {document: qd, at: "Điều 1"}}
  - {code: huyen, name: "Các huyện", annex: pl, when: {kind: huyen}, reference: {document: qd, at: "Điều 2"}}
annexes:
  - code: pl
    name: "Phụ lục"
    maximum: "30"
    reference: {document: qd, at: "Phụ lục"}
    criteria:
      - code: "1"
        name: "Nhóm một"
        maximum: "20"
        reference: {document: qd, at: "Mục 1"}
        criteria:
          - code: "1.1"
            name: "Điểm được cho"
            maximum: "10"
            rule: {kind: given}
            reference: {document: qd, at: "Mục 1.1"}
          - code: "1.2"
            name: "Tỷ lệ"
            maximum: "10"
            inputs:
              - {code: a, name: "Tử số", type: count}
              - {code: b, name: "Mẫu số", type: count}
            rule: {kind: ratio, numerator: a, denominator: b, over: refuse, zero_denominator: zero}
            reference: {document: qd, at: "Mục 1.2"}
      - code: "2"
        name: "Có hay không"
        maximum: "10"
        rule: {kind: yes_no}
        reference: {document: qd, at: "Mục 2"}
policies:
  missing: {use: unranked, reference: {document: qd, at: "Điều 3"}}
  not_verified: {use: unranked, reference: {document: qd, at: "Điều 3"}}
  exempt: {use: reduce, reference: {document: qd, at: "Điều 3"}}
  over_maximum: {use: refuse, reference: {document: qd, at: "Điều 3"}}
  ranking: {by: points, reference: {document: qd, at: "Điều 4"}}
  classes:
    basis: points
    reference: {document: qd, at: "Điều 5"}
    bands:
      - {name: "Tốt", from: "20"}
      - {name: "Khá", from: "0"}
"""
RATIO = "rule: {kind: ratio, numerator: a, denominator: b, over: refuse, zero_denominator: zero}"
GIVEN = "rule: {kind: given}"
