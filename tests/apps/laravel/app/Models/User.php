<?php

namespace App\Models;

use Illuminate\Database\Eloquent\Relations\HasMany;
use Illuminate\Foundation\Auth\User as Authenticatable;

class User extends Authenticatable
{
    protected $fillable = ['email', 'password', 'name'];

    protected $visible = ['id', 'email', 'name'];

    public function gigs(): HasMany
    {
        return $this->hasMany(Gig::class, 'seller_id');
    }
}
