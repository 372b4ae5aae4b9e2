<?php

namespace App\Http\Controllers;

use App\Images\ImageType;
use App\Models\Gig;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Http\UploadedFile;
use Illuminate\Support\Facades\Storage;
use Illuminate\Validation\ValidationException;
use Symfony\Component\HttpFoundation\Response;

class GigImageController
{
    private const MAXIMUM_BYTES = 5 * 1024 * 1024;

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
        $type = ImageType::of($file->getContent());
        abort_if($type === null, 415, 'send a PNG or JPEG image');
        $replaced = $gig->image_path;
        // A name that nobody could choose or guess.
        $gig->update(['image_path' => Storage::putFileAs('images', $file, bin2hex(random_bytes(16)).".$type")]);
        if ($replaced !== null) {
            Storage::delete($replaced);
        }

        return new JsonResponse(['path' => $gig->image], 201);
    }

    public function show(Gig $gig): Response
    {
        abort_unless($gig->image_path !== null && Storage::exists($gig->image_path), 404);
        $type = pathinfo($gig->image_path, PATHINFO_EXTENSION);
        $headers = ['Content-Type' => "image/$type", 'X-Content-Type-Options' => 'nosniff'];

        // A page shows an attachment all the same; who opens its address gets a file, never a document of this site.
        return Storage::response($gig->image_path, "gig-{$gig->id}.$type", $headers, 'attachment');
    }
}
