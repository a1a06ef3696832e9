// Says in the page why a passkey did not work, and that this browser has none: the library only writes to the console.
(function () {
  const failed = document.getElementById("passkey-failed");
  document.addEventListener("allauth.error", function (event) {
    event.preventDefault();
    failed.hidden = false;
    failed.focus();
  });
  if (!window.PublicKeyCredential) failed.hidden = false;
})();
