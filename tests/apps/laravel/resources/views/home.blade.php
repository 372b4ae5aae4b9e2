<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Gigs</title></head>
<body>
<h1>Gigs</h1>
<p>Version <strong id="version">{{ $version }}</strong>, release <code id="release">{{ $release }}</code></p>
</body>
</html>
