// Does the small sum of a form (data-proof-bits) while its writer writes: hotline/proof_of_work.py checks it.
// Without WebCrypto (plain http) or scripts the form is sent as it is.
const encoder = new TextEncoder();
const PIECE = 200;

function hasZeros(digest, bits) {
  return new DataView(digest).getUint32(0) >>> (32 - bits) === 0;
}

async function search(key, bits) {
  for (let from = 0; ; from += PIECE) {
    const numbers = Array.from({ length: PIECE }, (_, place) => from + place);
    const digests = await Promise.all(
      numbers.map((number) => crypto.subtle.digest("SHA-256", encoder.encode(`${key}:${number}`))),
    );
    const found = digests.findIndex((digest) => hasZeros(digest, bits));
    if (found >= 0) return numbers[found];
  }
}

if (globalThis.crypto?.subtle) {
  for (const form of document.querySelectorAll("form[data-proof-bits]")) {
    const box = form.elements.namedItem("proof");
    search(form.elements.namedItem("submission_key").value, Number(form.dataset.proofBits)).then((number) => {
      box.value = String(number);
    });
  }
}
