<?php

namespace App\Http\Controllers;

use App\Models\Gig;
use finfo;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Http\UploadedFile;
use Illuminate\Support\Facades\Storage;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpFoundation\Response;
use Symfony\Component\HttpKernel\Exception\HttpException;

class GigImageController
{
    private const MAXIMUM_BYTES = 5 * 1024 * 1024;

    private const EXTENSIONS = ['image/png' => 'png', 'image/jpeg' => 'jpg'];

    public function store(Request $request, Gig $gig): JsonResponse
    {
        abort_if($gig->seller_id !== $request->user()->id, 403, 'not your gig');
        $file = $request->file('image');
        if (! $file instanceof UploadedFile) {
            throw ValidationException::withMessages(['image' => 'The image field is required.']);
        }
        // PHP drops a file over upload_max_filesize and says so in the error only.
        $tooLarge = in_array($file->getError(), [UPLOAD_ERR_INI_SIZE, UPLOAD_ERR_FORM_SIZE], true);
        abort_if($tooLarge || $file->getSize() > self::MAXIMUM_BYTES, 413, 'at most 5 MB');
        abort_unless($file->isValid(), 400, 'upload failed');
        // The name and the type that the client sent prove nothing.
        $extension = self::EXTENSIONS[(new finfo(FILEINFO_MIME_TYPE))->file($file->getPathname())] ?? null;
        if ($extension === null) {
            throw new HttpException(415, 'send a PNG or JPEG image');
        }
        $path = sprintf('images/%d-%s.%s', $gig->id, hash_file('sha256', $file->getPathname()), $extension);
        Storage::putFileAs(dirname($path), $file, basename($path));
        $gig->update(['image_path' => $path]);

        return new JsonResponse(['path' => $gig->image], 201);
    }

    public function show(Gig $gig): Response
    {
        abort_unless($gig->image_path !== null && Storage::exists($gig->image_path), 404);
        $type = str_ends_with($gig->image_path, '.png') ? 'image/png' : 'image/jpeg';

        return Storage::response($gig->image_path, null, ['Content-Type' => $type, 'X-Content-Type-Options' => 'nosniff']);
    }
}
