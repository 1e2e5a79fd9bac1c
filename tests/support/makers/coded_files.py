"""A small human-coded file and its mapping."""

from __future__ import annotations

from pathlib import Path

MAPPING = """
title: A set
format: csv
columns: {session: talk, speaker: who, text: said}
speakers: {T: rep, C: customer}
labels:
  family: {column: main, values: {q: question, r: reflection, x: other}}
  question: {column: kind, values: {o: open, c: closed}, blank: none}
  talk: {column: ct, values: {change: change, none: neutral}}
quality: {column: level, good: [high], poor: [low]}
keep_text: false
goals: {family.kappa: 0.7}
"""
CODED = """talk,who,said,main,kind,ct,level
1,T,"Why, now?",q,o,,high
1,C,Because.,,,change,high
2,T,"A ""line"" apart",x,,,low
1,T,You mean it.,r,,,high
2,C,Odd one,,,dunno,low
"""


def coded_files(folder: Path, mapping: str = MAPPING, data: str = CODED) -> tuple[Path, Path]:
    (folder / "m.yaml").write_text(mapping, "utf-8")
    (folder / "d.csv").write_text(data, "utf-8")
    return folder / "m.yaml", folder / "d.csv"
