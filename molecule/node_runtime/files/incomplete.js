// A release whose modules were forgotten.
const absent = require('absent')

absent.listen(process.env.PORT)
