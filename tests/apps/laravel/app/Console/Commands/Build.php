<?php

namespace App\Console\Commands;

use App\RuntimeConfiguration;
use Illuminate\Console\Command;
use Illuminate\Filesystem\Filesystem;
use ReflectionFunction;

/** Writes below bootstrap/cache all that a release would otherwise work out at every request. */
class Build extends Command
{
    protected $signature = 'app:build';

    protected $description = 'Build the class map and the configuration, route and view caches of this release';

    public function handle(Filesystem $files): int
    {
        $this->writeClassmap($files);
        $files->ensureDirectoryExists(config('view.compiled'));
        foreach (['route:cache', 'view:cache'] as $command) {
            $this->call($command);
        }
        RuntimeConfiguration::$building = true;

        return $this->call('config:cache');
    }

    private function writeClassmap(Filesystem $files): void
    {
        require_once FRAMEWORK;
        $classes = [];
        foreach (spl_autoload_functions() as $autoload) {
            $function = new ReflectionFunction($autoload(...));
            $autoload('App\\NoSuchClass');
            foreach ($function->getStaticVariables()['classes'] ?? [] as $class => $path) {
                $classes[$class] ??= dirname($function->getFileName()).$path;
            }
        }
        // What Debian's autoloaders load beside classes: functions, which no class map can bring.
        $functions = array_values(array_filter(
            get_included_files(),
            fn (string $file) => str_starts_with($file, '/usr/share/php/') && basename($file) !== 'autoload.php'
                && ! in_array($file, $classes, true),
        ));
        $map = ['built_from' => filemtime(FRAMEWORK), 'files' => $functions, 'classes' => $classes];
        $files->put(base_path('bootstrap/cache/classmap.php'), '<?php return '.var_export($map, true).";\n");
        $this->info(sprintf('Class map: %d classes, %d files of functions.', count($classes), count($functions)));
    }
}
