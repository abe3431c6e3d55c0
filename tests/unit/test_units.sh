#!/bin/sh
# The systemd units: each service scores 2.0 or better (M11) and nothing in them is misspelt.
set -u
command -v systemd-analyze > /dev/null || { echo "systemd-analyze is missing, left out"; exit 77; }
source=${ANJU_SOURCE_DIR:-$(cd "$(dirname "$0")/../.." && pwd)}
dir=$(mktemp -d) || exit 1
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/sbin"
for program in anju-worker anju-jobd anju-audit; do
	printf '#!/bin/sh\n' > "$dir/sbin/$program" && chmod +x "$dir/sbin/$program"
done
for file in "$source"/conf/systemd/*; do
	name=${file##*/}
	# An instance stands for its template.
	case $name in *@.service) name=${name%.service}1.service ;; esac
	sed -e "s,@sbindir@,$dir/sbin,g" -e 's,@sysconfdir@,/etc,g' -e 's,@localstatedir@,/var,g' "$file" > "$dir/$name"
done
failed=0
cd "$dir" || exit 1
for unit in *.service; do
	systemd-analyze security --offline=yes --threshold=20 "./$unit" > "$dir/out" 2>&1 || { tail -n 3 "$dir/out"; echo "FAILED $unit: exposed above 2.0"; failed=1; }
	grep 'Overall exposure' "$dir/out"
done
# The pages may not be installed here; everything else that verify says is a fault.
systemd-analyze verify --man=no ./*.service ./*.socket ./*.target > "$dir/verify" 2>&1
grep -i 'anju' "$dir/verify" && { echo "FAILED verify"; failed=1; }
exit $failed
