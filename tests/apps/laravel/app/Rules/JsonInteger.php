<?php

namespace App\Rules;

use Closure;
use Illuminate\Contracts\Validation\ValidationRule;

/** A JSON number without a fraction; Laravel's `integer` also takes the string "5". */
class JsonInteger implements ValidationRule
{
    public function validate(string $attribute, mixed $value, Closure $fail): void
    {
        if (! is_int($value)) {
            $fail('The :attribute field must be an integer.');
        }
    }
}
