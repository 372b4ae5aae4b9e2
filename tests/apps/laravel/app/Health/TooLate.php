<?php

namespace App\Health;

use RuntimeException;

class TooLate extends RuntimeException
{
}
