// The little a peer needs of a connection. Transports satisfy it by shape, and so does a browser
// WebSocket behind five lines of glue.

export interface FrameChannel {
  /** False means: unsent bytes are piling up. The frame is taken all the same. */
  send(frame: string): boolean;
  onFrame(handler: (text: string) => void): void;
  onClose(handler: (reason: { readonly message: string }) => void): void;
  close(why?: string): Promise<void>;
}
