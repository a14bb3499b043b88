// Makes the one-node replica set and a login per service, each opening its own database alone. Safe to run again.
// `mongosh --host mongo --file` runs it; the secrets are mounted files.

const fs = require("fs");
const SERVICES = ["intake", "verification", "voting", "media", "events", "reporting"];
const ROLES = ["readWrite", "dbAdmin"];
const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, "utf8").trim();

db.getSiblingDB("admin").auth("admin", secret("mongo-admin"));

if (!db.hello().setName) {
  rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
}
while (!db.hello().isWritablePrimary) {
  sleep(200);
}

for (const service of SERVICES) {
  const own = db.getSiblingDB(service);
  const login = { pwd: secret(`mongo-${service}`), roles: ROLES };
  if (own.getUser(service)) {
    own.updateUser(service, login);
  } else {
    own.createUser({ user: service, ...login });
  }
}
