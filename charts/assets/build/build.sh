#!/bin/sh
# Rebuilds ../echarts.min.js from the versions in package-lock.json. Needs node and npm; run it after changing either
# echarts.js or a version, and commit what it writes.
set -eu
cd "$(dirname "$0")"
npm ci --silent --no-audit --no-fund
# zrender caches texts in a plain object: a customer named __proto__ would write into Object.prototype.
lru=node_modules/zrender/lib/core/LRU.js
sed -i.bak 's/this\._map = {};/this._map = Object.create(null);/g' "$lru"
grep -q 'Object.create(null)' "$lru"
if grep -q '_map = {}' "$lru"; then exit 1; fi
version=$(node -p "require('echarts/package.json').version")
npx esbuild echarts.js --bundle --minify --format=iife --global-name=echarts --target=es2019 --legal-comments=none \
  --define:process.env.NODE_ENV='"production"' --outfile=../echarts.min.js --log-level=warning \
  --banner:js="/* Apache ECharts $version, the parts used here. Copyright 2017-2026 The Apache Software Foundation, Apache License 2.0: see ECHARTS-LICENSE.txt */"
(
  cat node_modules/echarts/NOTICE node_modules/echarts/LICENSE
  for part in d3:echarts/licenses/LICENSE-d3 zrender:zrender/LICENSE tslib:tslib/LICENSE.txt; do
    printf "\n======== %s ========\n" "${part%%:*}"
    cat "node_modules/${part#*:}"
  done
) > ../ECHARTS-LICENSE.txt
printf '%s\n' "$version" > ../ECHARTS-VERSION
rm -rf node_modules
