<?php

namespace App\Rules;

use Closure;
use Illuminate\Contracts\Validation\ValidationRule;

/** Text that PostgreSQL can store: valid UTF-8 without NUL, where libpq would cut it off. */
class Text implements ValidationRule
{
    public function validate(string $attribute, mixed $value, Closure $fail): void
    {
        if (! is_string($value)) {
            $fail('The :attribute field must be a string.');
        } elseif (! mb_check_encoding($value, 'UTF-8') || str_contains($value, "\0")) {
            $fail('The :attribute field must be text.');
        }
    }
}
