// The read of bench-lean, as it is written in Node: the official AWS SDK, and a loop in place of
// Lambda's own. It verifies a token, reads customer and user in one batch, and answers.

import { createHmac, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import { BatchGetItemCommand, DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";

const { AWS_CA_BUNDLE, AWS_ENDPOINT_URL_DYNAMODB, AWS_LAMBDA_RUNTIME_API, TABLE_NAME } = process.env;
const client = new DynamoDBClient({
  endpoint: AWS_ENDPOINT_URL_DYNAMODB,
  requestHandler: { httpsAgent: new https.Agent({ keepAlive: true, ca: readFileSync(AWS_CA_BUNDLE) }) },
});
const key = (pk, sk) => ({ pk: { S: pk }, sk: { S: sk } });
const { Item } = await client.send(
  new GetItemCommand({ TableName: TABLE_NAME, Key: key("KEYS#cro", "KEYS"), ConsistentRead: true }),
);
const secret = Buffer.from(JSON.parse(Item.document.S).keys[0].secret, "base64");

function verify(token) {
  const [header, claims, signature] = token.split(".");
  const expected = createHmac("sha256", secret).update(`${header}.${claims}`).digest();
  if (!timingSafeEqual(expected, Buffer.from(signature, "base64url"))) throw new Error("a wrong signature");
  const { exp, sub } = JSON.parse(Buffer.from(claims, "base64url"));
  if (exp < Date.now() / 1000) throw new Error("an expired token");
  return sub;
}

async function handle({ headers, pathParameters }) {
  const user = `USER#${verify(headers.authorization.replace("Bearer ", "")).padStart(16, "0")}`;
  const customers = `TENANT#${headers["x-tenant-id"]}#CUSTOMERS`;
  const keys = [key(user, "USER"), key(customers, pathParameters.customer_id.padStart(16, "0"))];
  const { Responses } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TABLE_NAME]: { Keys: keys, ConsistentRead: true } } }),
  );
  const document = (pk) => JSON.parse(Responses[TABLE_NAME].find((item) => item.pk.S === pk).document.S);
  if (document(user).disabled) throw new Error("a disabled user");
  return { statusCode: 200, body: JSON.stringify(document(customers)) };
}

const agent = new http.Agent({ keepAlive: true });
const invocation = `http://${AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;

function runtime(method, path, body) {
  return new Promise((resolve, reject) => {
    const request = http.request(`${invocation}/${path}`, { method, agent }, async (response) => {
      const chunks = await response.toArray();
      resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() });
    });
    request.on("error", reject).end(body);
  });
}

for (;;) {
  const { headers, text } = await runtime("GET", "next");
  const answer = JSON.stringify(await handle(JSON.parse(text)));
  await runtime("POST", `${headers["lambda-runtime-aws-request-id"]}/response`, answer);
}
