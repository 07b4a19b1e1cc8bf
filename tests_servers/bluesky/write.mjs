// Writes to a Bluesky network with Bluesky's own client, as a list of deeds on stdin says.
// {do: "account", handle, description?} | {do: "post", as, name, text, at, langs?, replyTo?, quote?,
// card?} | {do: "repost", as, of}: names stand for earlier posts. Ends when the AppView knows all;
// gives {names: {NAME: URI}} on stdout. Usage: node write.mjs PDS APPVIEW STATE < deeds.json
import fs from 'node:fs'
import { AtpAgent, RichText } from '@atproto/api'

const [pds, appView, state] = process.argv.slice(2)
const posts = fs.existsSync(state) ? JSON.parse(fs.readFileSync(state, 'utf8')) : {}
const agents = {}

const password = 'no-secret'

async function agentOf(handle) {
  if (!agents[handle]) {
    agents[handle] = new AtpAgent({ service: pds })
    await agents[handle].login({ identifier: handle, password })
  }
  return agents[handle]
}

async function account({ handle, description }) {
  const agent = new AtpAgent({ service: pds })
  await agent.createAccount({ handle, password, email: `${handle}@mail.test` })
  agents[handle] = agent
  await agent.upsertProfile(() => ({ description }))
}

async function post(deed) {
  const agent = await agentOf(deed.as)
  const words = new RichText({ text: deed.text })
  await words.detectFacets(agent)
  const record = { text: words.text, facets: words.facets, langs: deed.langs, createdAt: deed.at }
  if (deed.replyTo) {
    const parent = posts[deed.replyTo]
    record.reply = { parent: parent.ref, root: parent.root }
  }
  if (deed.quote) {
    record.embed = { $type: 'app.bsky.embed.record', record: posts[deed.quote].ref }
  }
  if (deed.card) {
    const external = { uri: deed.card, title: 'A page', description: '' }
    record.embed = { $type: 'app.bsky.embed.external', external }
  }
  const ref = await agent.post(record)
  posts[deed.name] = { ref, root: record.reply?.root ?? ref }
  return ref.uri
}

async function repost({ as, of }) {
  const { uri, cid } = posts[of].ref
  return (await (await agentOf(as)).repost(uri, cid)).uri
}

async function knows(reader, actor, uri) {
  let cursor
  do {
    const { data } = await reader.getAuthorFeed({ actor, cursor, limit: 100 })
    if (data.feed.some((item) => item.post.uri === uri || item.reason?.uri === uri)) return true
    cursor = data.cursor
  } while (cursor)
  return false
}

async function untilKnown(actor, uri) {
  const reader = new AtpAgent({ service: appView })
  for (let tries = 0; tries < 300; tries++) {
    if (await knows(reader, actor, uri).catch(() => false)) return
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error(`the AppView never heard of ${uri}`)
}

const last = {}
for (const deed of JSON.parse(fs.readFileSync(0, 'utf8'))) {
  const uri = await { account, post, repost }[deed.do](deed)
  if (uri) last[deed.as] = uri
}
fs.writeFileSync(state, JSON.stringify(posts))
for (const [handle, uri] of Object.entries(last)) {
  await untilKnown((await agentOf(handle)).assertDid, uri)
}
const names = Object.fromEntries(Object.entries(posts).map(([name, { ref }]) => [name, ref.uri]))
process.stdout.write(JSON.stringify({ names }))
