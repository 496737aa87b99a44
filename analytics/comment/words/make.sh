#!/bin/sh
# make.sh makes words.txt.gz: the Chinese words of jieba 0.42.1 (MIT, see LICENSE) that its corpus has ten times or more, with how often,
# and of several letters at most four. It needs Python's pip.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip download --quiet --no-deps --no-binary :all: --dest "$work" jieba==0.42.1
tar -xzf "$work/jieba-0.42.1.tar.gz" -C "$work"
python3 - "$work/jieba-0.42.1/jieba/dict.txt" "$here/words.txt.gz" <<'PYTHON'
import gzip, sys
words = []
for line in open(sys.argv[1], encoding="utf-8"):
    word, count = line.split(" ")[:2]
    if int(count) >= 10 and len(word) <= 4 and all("\u4e00" <= c <= "\u9fff" for c in word):
        words.append(f"{word} {count}\n")
with open(sys.argv[2], "wb") as f, gzip.GzipFile("", "wb", 9, f, 0) as z:
    z.write("".join(sorted(words)).encode())
PYTHON
