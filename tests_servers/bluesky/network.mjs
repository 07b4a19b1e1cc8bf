// A Bluesky network of one's own: directory, personal data server and AppView on loopback.
// Needs DB_POSTGRES_URL and REDIS_HOST; says in the file named by READY where they listen.
import fs from 'node:fs'
import { TestNetwork } from '@atproto/dev-env'

const network = await TestNetwork.create({ dbPostgresSchema: 'sameness' })
const where = { pds: network.pds.url, appView: network.bsky.url }
fs.writeFileSync(`${process.env.READY}.part`, JSON.stringify(where))
fs.renameSync(`${process.env.READY}.part`, process.env.READY)
