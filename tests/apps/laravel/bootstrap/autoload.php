<?php

// Debian registers about 80 autoloaders, and each keeps a list of its own. The build folds them into one map,
// which holds as long as the packages are those that it was made from.
const FRAMEWORK = '/usr/share/php/Illuminate/autoload.php';

spl_autoload_register(static function (string $class): void {
    $file = dirname(__DIR__).'/app/'.strtr(substr($class, 4), '\\', '/').'.php';
    if (str_starts_with($class, 'App\\') && is_file($file)) {
        require $file;
    }
});

$classmap = is_file(__DIR__.'/cache/classmap.php') ? require __DIR__.'/cache/classmap.php' : null;

if ($classmap === null || $classmap['built_from'] !== filemtime(FRAMEWORK)) {
    require FRAMEWORK;

    return;
}

spl_autoload_register(static function (string $class) use ($classmap): void {
    $file = $classmap['classes'][strtolower($class)] ?? null;
    if ($file !== null) {
        require $file;
    }
});

foreach ($classmap['files'] as $file) {
    require_once $file;
}
