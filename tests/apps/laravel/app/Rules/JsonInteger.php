<?php

namespace App\Rules;

use Illuminate\Contracts\Validation\Rule;

/** A JSON number without a fraction; Laravel's `integer` also takes the string "5". */
class JsonInteger implements Rule
{
    public function passes($attribute, $value): bool
    {
        return is_int($value);
    }

    public function message(): string
    {
        return 'The :attribute field must be an integer.';
    }
}
