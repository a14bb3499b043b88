#!/usr/bin/env bash
# Makes ../static from the pinned npm sources: compiles the components' style sheet, copies fonts and htmx with licences.
set -euo pipefail
cd "$(dirname "$0")"
static=../static vendor=../static/vendor axe=../../../tests/browser/vendor/axe
npm ci --ignore-scripts --silent
npx --no-install sass --pkg-importer=node --style=compressed --no-source-map --no-error-css govuk.scss "$static/govuk.css"
mkdir -p "$vendor"/{lato,htmx,govuk-frontend} "$axe"
for weight in 400 700 900; do
  for part in latin latin-ext; do
    cp "node_modules/@fontsource/lato/files/lato-$part-$weight-normal.woff2" "$vendor/lato/"
  done
done
cp node_modules/@fontsource/lato/LICENSE "$vendor/lato/LICENSE"
cp licences/govuk-frontend.txt "$vendor/govuk-frontend/LICENSE"
cp node_modules/htmx.org/dist/htmx.min.js "$vendor/htmx/htmx.min.js"
cp node_modules/htmx.org/LICENSE "$vendor/htmx/LICENSE"
cp node_modules/axe-core/axe.min.js "$axe/"
cp node_modules/axe-core/LICENSE "$axe/LICENSE"
