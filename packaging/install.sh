#!/bin/sh
# 离线安装：不访问任何软件源。用法：./install.sh [安装目录]，默认 /opt/tongcheng
# Installs without any registry. Usage: ./install.sh [FOLDER], by default /opt/tongcheng
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
target=${1:-/opt/tongcheng}
read -r machine version release < "$here/MACHINE"
python=${PYTHON:-python$version}

fail() { echo "$1" >&2; echo "$2" >&2; exit 1; }

[ "$(uname -m)" = "$machine" ] ||
  fail "此安装包用于 $machine，本机为 $(uname -m)。" "This bundle is for $machine, this machine is $(uname -m)."
command -v "$python" >/dev/null 2>&1 ||
  fail "需要 Python $version（可用 PYTHON= 指定路径）。" "Python $version is needed (name its path in PYTHON=)."
found=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
[ "$found" = "$version" ] ||
  fail "此安装包用于 Python $version，找到的是 $found。" "This bundle is for Python $version, found $found."
"$python" -c 'import ensurepip, venv' 2>/dev/null ||
  fail "缺少 venv 模块：请从系统光盘安装 python3-venv。" "The module venv is missing: install python3-venv."
(cd "$here" && sha256sum --check --quiet SHA256SUMS) ||
  fail "文件不完整或被改动，请重新拷贝安装包。" "Files are missing or were changed: copy the bundle again."

# An older installation stays beside the new one, so that one can go back.
if [ -e "$target/bin" ]; then
  rm -rf "$target.previous"
  mv "$target" "$target.previous"
fi
"$python" -m venv "$target"
PIP_CONFIG_FILE=/dev/null "$target/bin/python" -m pip install --quiet --disable-pip-version-check \
  --no-index --find-links "$here/wheels" --no-deps -r "$here/requirements.txt" "tongcheng==$release"
"$target/bin/tongcheng" --version >/dev/null

echo "已安装 tongcheng $release：$target/bin/tongcheng serve"
echo "Installed tongcheng $release: $target/bin/tongcheng serve"
