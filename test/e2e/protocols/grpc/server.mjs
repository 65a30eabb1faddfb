import { Metadata, Server, ServerCredentials, status } from '@grpc/grpc-js';

const answers = [status.OK];

const asIs = (message) => message;
const unary = (path) => ({
  path,
  requestStream: false,
  responseStream: false,
  requestSerialize: asIs,
  requestDeserialize: asIs,
  responseSerialize: asIs,
  responseDeserialize: asIs,
});
/** `{ "status": "SERVING" }` of grpc.health.v1.HealthCheckResponse. */
const serving = Buffer.from([0x08, 0x01]);

let asked = 0;
const server = new Server();
server.addService(
  { Check: unary('/grpc.health.v1.Health/Check') },
  { Check: (_, respond) => respond(null, serving) },
);
server.addService(
  { Ask: unary('/shop.Shop/Ask') },
  {
    Ask(call, respond) {
      const code = answers[asked++ % answers.length];
      // Headers first, so that the status comes in a trailer after a 200.
      call.sendMetadata(new Metadata());
      if (code === status.OK) respond(null, Buffer.from('shop'));
      else respond({ code, details: 'broken' });
    },
  },
);
server.bindAsync('0.0.0.0:4567', ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});

process.on('SIGTERM', () => server.tryShutdown(() => undefined));
