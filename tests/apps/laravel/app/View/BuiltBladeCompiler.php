<?php

namespace App\View;

use Illuminate\View\Compilers\BladeCompiler;

/**
 * A release is read-only, its mtimes come from the deployment, and it may have been built in another place: a compiled view never expires by age,
 * and is found by the name of its template.
 */
class BuiltBladeCompiler extends BladeCompiler
{
    public function getCompiledPath($path): string
    {
        return $this->cachePath.'/'.basename($path, '.blade.php').'.php';
    }

    public function isExpired($path): bool
    {
        return ! $this->files->exists($this->getCompiledPath($path));
    }
}
