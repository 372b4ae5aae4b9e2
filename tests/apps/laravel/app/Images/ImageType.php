<?php

namespace App\Images;

/**
 * What an image is, by its content from the first to the last byte; the client's word for it is not asked. Nothing may follow the image's end, so
 * that what is served can't be read as something else that is looked for from its end, or anywhere.
 */
final class ImageType
{
    private const PNG = "\x89PNG\r\n\x1a\n";

    private const JPEG = "\xff\xd8";

    /** A side; more would fill the memory of whoever looks at it. */
    private const MAXIMUM_PIXELS = 10_000;

    /** JPEG's markers of frames (ITU-T T.81, table B.1), which say the size. */
    private const FRAMES = [0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF];

    /** @return ?string png, jpeg, or null for anything else */
    public static function of(string $content): ?string
    {
        return match (true) {
            str_starts_with($content, self::PNG) => self::isPng($content) ? 'png' : null,
            str_starts_with($content, self::JPEG) => self::isJpeg($content) ? 'jpeg' : null,
            default => null,
        };
    }

    private static function fits(int $width, int $height): bool
    {
        return min($width, $height) >= 1 && max($width, $height) <= self::MAXIMUM_PIXELS;
    }

    /** Chunks with their checksums: the header, data, and the end. */
    private static function isPng(string $content): bool
    {
        $place = strlen(self::PNG);
        $kind = null;
        $data = false;
        while ($place + 12 <= strlen($content) && $kind !== 'IEND') {
            $first = $kind === null;
            ['length' => $length, 'kind' => $kind] = unpack('Nlength/a4kind', $content, $place);
            if ($place + 12 + $length > strlen($content) || crc32(substr($content, $place + 4, $length + 4)) !== unpack('N', $content, $place + 8 + $length)[1]) {
                return false;
            }
            if ($first && ($kind !== 'IHDR' || $length !== 13 || ! self::fits(...array_values(unpack('N2', $content, $place + 8))))) {
                return false;
            }
            $data = $data || $kind === 'IDAT';
            $place += 12 + $length;
        }

        return $place === strlen($content) && $kind === 'IEND' && $data;
    }

    /** Segments: a frame that says the size, scans, and the end. */
    private static function isJpeg(string $content): bool
    {
        $place = strlen(self::JPEG);
        $framed = $scanned = false;
        while ($place + 4 <= strlen($content) && $content[$place] === "\xff") {
            ['marker' => $marker, 'length' => $length] = unpack('xfill/Cmarker/nlength', $content, $place);
            if ($marker === 0xFF) {
                $place++;

                continue;
            }
            $withoutLength = $marker <= 0x01 || ($marker >= 0xD0 && $marker <= 0xD9);
            if ($withoutLength || $length < 2 || $place + 2 + $length > strlen($content)) {
                return false;
            }
            if (in_array($marker, self::FRAMES, true)) {
                if ($length < 8 || ! self::fits(...array_values(unpack('n2', $content, $place + 5)))) {
                    return false;
                }
                $framed = true;
            }
            $place += 2 + $length;
            if ($marker === 0xDA) {
                $scanned = true;
                // In a scan a marker is what is neither a stuffed byte nor a restart.
                $place = preg_match('/\xff(?![\x00\xd0-\xd7])/', $content, $found, PREG_OFFSET_CAPTURE, $place) ? $found[0][1] : strlen($content);
            }
        }

        return $framed && $scanned && substr($content, $place) === "\xff\xd9";
    }
}
