#!/bin/sh
# Writes the small sample files of the stories: a PDF, a PNG, a JPEG, an SVG that calls itself JPEG, and a cut PDF. usage: make.sh DIR
set -eu
dir=$1
mkdir -p "$dir"
printf '%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000055 00000 n \n0000000107 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n174\n%%%%EOF\n' > "$dir/one-page.pdf"
head -c 60 "$dir/one-page.pdf" > "$dir/cut.pdf"
printf '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><rect width="1" height="1"/></svg>' > "$dir/picture.jpg"
# a 1x1 PNG
printf 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==' | base64 -d > "$dir/dot.png"
head -c 20971520 /dev/zero > "$dir/20mb.pdf"
