# Copyright: (c) 2026, golive.web contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Laravel: the configuration that a release has in effect, caches and environment included."""

from __future__ import annotations

from ansible_collections.golive.web.plugins.module_utils._facts import telling

# What artisan does before it looks at its command. Older skeletons, and releases without composer, have their autoloader in bootstrap.
_CODE = """
$found = array_filter([getcwd() . '/vendor/autoload.php', getcwd() . '/bootstrap/autoload.php'], 'is_file');
if (!$found || !is_file(getcwd() . '/bootstrap/app.php')) {
    fwrite(STDERR, getcwd() . " is no release of Laravel\\n");
    exit(1);
}
try {
    require reset($found);
    $app = require getcwd() . '/bootstrap/app.php';
    $app->make(Illuminate\\Contracts\\Console\\Kernel::class)->bootstrap();
} catch (Throwable $error) {
    fwrite(STDERR, get_class($error) . ': ' . $error->getMessage() . "\\n");
    exit(1);
}
$told = ['version' => $app->version(), 'settings' => $app->make('config')->all(), 'extensions' => []];
echo "\\n%s", json_encode($told, JSON_INVALID_UTF8_SUBSTITUTE | JSON_PARTIAL_OUTPUT_ON_ERROR), "\\n";
""" % telling.MARK  # fmt: skip


def configuration(environment, where):
    """The C(Told) of the release in I(where)'s folder."""
    return telling.answered(environment, where, ["-r", _CODE], of_release=True)
