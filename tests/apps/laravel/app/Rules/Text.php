<?php

namespace App\Rules;

use Illuminate\Contracts\Validation\Rule;

/** Text that PostgreSQL can store: valid UTF-8 without NUL, where libpq would cut it off. */
class Text implements Rule
{
    public function passes($attribute, $value): bool
    {
        return is_string($value) && mb_check_encoding($value, 'UTF-8') && ! str_contains($value, "\0");
    }

    public function message(): string
    {
        return 'The :attribute field must be text.';
    }
}
