<?php

namespace App\Http\Controllers;

use Illuminate\Contracts\View\View;
use Illuminate\Http\Request;
use Illuminate\Support\HtmlString;

class HomeController
{
    /** What a nonce may be (CSP level 3, base64-value); anything else would be no attribute. */
    private const NONCE = '~^[A-Za-z0-9+/_-]+={0,2}$~D';

    public function __invoke(Request $request): View
    {
        $nonce = $request->header('X-CSP-Nonce', '');
        $attribute = preg_match(self::NONCE, $nonce) ? new HtmlString(" nonce=\"$nonce\"") : '';

        return view('home', ['version' => config('app.version'), 'release' => config('app.release'), 'nonce' => $attribute]);
    }
}
