// Copyright: (c) 2026, golive.web contributors
// GNU General Public License v3.0 or later (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
'use strict'

const $ = (id) => document.getElementById(id)

// The answer's body; throws an error with what it says where it isn't a success.
async function ask(path, options) {
  const answer = await fetch(path, options)
  const body = answer.status === 204 ? null : await answer.json()
  if (answer.ok) return body
  throw new Error([body.error, ...Object.entries(body.fields ?? {}).map((field) => field.join(': '))].join('; '))
}

const send = (path, body) => ask(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

// The cookie is out of a script's reach, so what is remembered here is only that there may be a session worth asking for.
function show(user) {
  if (user) localStorage.setItem('member', user.id)
  else localStorage.removeItem('member')
  $('name').textContent = user?.name ?? ''
  $('account').hidden = $('members').hidden = !user
  $('guests').hidden = Boolean(user)
}

// Only ever as text: whatever people wrote stays what it is.
function item(gig) {
  const parts = { h3: gig.title, p: gig.description, strong: (gig.price_cents / 100).toFixed(2) }
  const entry = document.createElement('li')
  for (const [name, text] of Object.entries(parts)) entry.append(Object.assign(document.createElement(name), { textContent: text }))
  if (gig.image) entry.prepend(Object.assign(document.createElement('img'), { src: gig.image, alt: '' }))
  return entry
}

async function list() {
  $('gigs').replaceChildren(...(await ask('/api/gigs')).items.map(item))
}

const forms = {
  login: async (fields) => show(await send('/api/login', fields)),
  register: async (fields) => show(await send('/api/register', fields)),
  offer: async ({ price, image, ...fields }) => {
    const gig = await send('/api/gigs', { ...fields, price_cents: Math.round(price * 100) })
    const body = new FormData()
    body.set('image', image)
    if (image.size) await ask(`/api/gigs/${gig.id}/image`, { method: 'POST', body }).finally(list)
    else await list()
  },
}

// Does the work and says how it went.
async function attempt(work) {
  $('message').textContent = ''
  try {
    await work()
  } catch (error) {
    $('message').textContent = error.message
  }
}

for (const [id, work] of Object.entries(forms)) {
  $(id).addEventListener('submit', (event) => {
    event.preventDefault()
    attempt(async () => {
      await work(Object.fromEntries(new FormData(event.target)))
      event.target.reset()
    })
  })
}
$('logout').addEventListener('click', () => attempt(async () => show(await send('/api/logout', {}))))

attempt(list)
if (localStorage.getItem('member')) ask('/api/me').then(show, () => show(null))
else show(null)
