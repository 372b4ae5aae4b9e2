<?php

namespace App\View;

use Illuminate\View\Compilers\BladeCompiler;

/** A release is read-only and its mtimes come from the deployment, so a compiled view never expires by age. */
class BuiltBladeCompiler extends BladeCompiler
{
    public function isExpired($path): bool
    {
        return ! $this->files->exists($this->getCompiledPath($path));
    }
}
