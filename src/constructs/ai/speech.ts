import type { Role } from "../security/role";

/** Lets a role turn text into speech with Polly. Only `*` is possible: a voice is no resource, lexicons are. */
export function grantSynthesizeSpeech(role: Role): void {
  role.allow({ sid: "SynthesizeSpeech", actions: ["polly:SynthesizeSpeech"], resources: ["*"] });
}

/** Lets a role turn a stream of speech into text with Transcribe. Only `*` is possible: a stream is no resource. */
export function grantStreamTranscription(role: Role): void {
  role.allow({ sid: "TranscribeStreams", actions: ["transcribe:StartStreamTranscription"], resources: ["*"] });
}
